import { text } from "node:stream/consumers";
import { LONGEST_KEY } from "../lib/core/text/key.ts";
import { type Listed, type ListFault, LONGEST_TEXT, MOST_MODULES, moduleList } from "../lib/core/text/module-list.ts";
import { EXIT } from "./exit.ts";
import { Failure, usage } from "./failure.ts";
import type { World } from "./world.ts";

/** The modules listed on stdin. Throws a Failure that names every faulty line. */
export async function listedOnStdin({ stdin }: World): Promise<Listed[]> {
  if (stdin.isTTY) throw usage("Which modules?", "Name their keys, or give a list: switchyard module add < modules.csv");
  const { modules, faults } = moduleList(await text(stdin));
  if (faults.length > 0) throw faulty(faults);
  if (modules.length === 0) throw usage("The list on stdin is empty.", "A line has a key, or key,name,owner.");
  return modules;
}

function faulty(faults: readonly ListFault[]): Failure {
  const errors = faults.map((fault) => ({ path: `line ${fault.line}`, message: faultText(fault) }));
  const { message, hint, problem } = usage("The list is not right; nothing was added.", "Mend these lines and give it again.");
  const details = errors.map(({ path, message }) => `${path}: ${message}`);
  return new Failure(EXIT.usage, message, hint, { details, problem: { ...problem, errors } });
}

const LONGEST_SAID = 60;

function faultText({ fault, value }: ListFault): string {
  const said = value.length > LONGEST_SAID ? `${value.slice(0, LONGEST_SAID)}…` : value;
  const texts: Record<ListFault["fault"], string> = {
    key: `“${said}” is no key; expected lower-case letters, digits and hyphens, at most ${LONGEST_KEY}`,
    twice: `${said} is in the list already`,
    column: `no column is called “${said}”; there are key, name, owner, domain, oldSystem and newSystem`,
    cells: `“${said}” is in no column; quote what has a separator in it`,
    quote: "a quote is not closed, or something follows it",
    long: `“${said}” is longer than ${LONGEST_TEXT} characters`,
    text: `“${said}” holds characters that cannot be stored`,
    many: `there are more than ${MOST_MODULES} modules; give the list in parts`,
  };
  return texts[fault];
}
