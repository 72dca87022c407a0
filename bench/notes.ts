/** Why a figure misses its goal, by its name; printed below the table for as long as it does. */
export const NOTES: Record<string, string> = {
  "single-evaluation/10":
    "The bare handler knows its answer beforehand. Parsing the body, which takes a bare handler 1.3 µs more of its 17, " +
    "finding the token, following rule and share and counting the request are what it leaves out.",
  "change-latency/applied":
    "The thousand clients share one core with each other, where those that draw an early moment already acknowledge while " +
    "the last still apply. What both take of it is seen besides; in a service of its own each takes a thousandth of that.",
  "chart-query":
    "Reading the same rows and doing nothing with them, the baseline, takes most of that time: the 2,880 windows of a day lie " +
    "on as many pages, in the order in which all modules' windows arrived.",
};
