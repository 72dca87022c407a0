import { expect, it } from "vitest";
import { csvLine } from "./csv.ts";

it("quotes what would break the line", () => {
  expect(csvLine(["plain", 'say "hi"', "a,b", "two\nlines", null, 7])).toBe('plain,"say ""hi""","a,b","two\nlines",,7\r\n');
});

it("keeps a spreadsheet from running text as a formula", () => {
  expect(csvLine(["=1+1", "@x", "-2", "+3", -4])).toBe("'=1+1,'@x,'-2,'+3,-4\r\n");
});
