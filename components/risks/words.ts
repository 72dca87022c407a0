/** A risk as people call it: R-07. */
export function riskName({ number }: { number: number }): string {
  return `R-${String(number).padStart(2, "0")}`;
}
