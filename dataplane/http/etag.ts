/** If-None-Match: a list of tags, strong or weakened by a proxy, quoted or not, or `*`. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined || header === tag) return header === tag;
  const wanted = bare(tag);
  return header.split(",").some((each) => each.trim() === "*" || bare(each) === wanted);
}

function bare(tag: string): string {
  return tag
    .trim()
    .replace(/^W\//, "")
    .replace(/^"(.*)"$/, "$1");
}
