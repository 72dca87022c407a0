/** What the imports of the source files say of the whole: nothing leads back to itself, nothing is there twice, no folder is a heap. */

/** As many source files as one sees at once; tests stand beside what they test and are not counted. */
const MOST_IN_A_FOLDER = 40;

export function problemsIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const files = [...imports.keys()];
  const circles = circlesOf(imports).map((circle) => `${circle.join(" → ")}: a circle of imports`);
  return [...circles, ...doubled(files), ...crowded(files)];
}

/** Ways that lead from a file back to itself; none only when there is none. */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const to of imports.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return circles;
}

/** What a feature reads is one file or one folder, and so is everything else of it. */
function doubled(files: readonly string[]): string[] {
  const folders = new Set(files.map(folderOf));
  return files
    .filter((file) => /^lib\/[a-z-]+\/[a-z]+\.ts$/.test(file) && folders.has(file.slice(0, -3)))
    .map((file) => `${file}: there is a folder of that name beside it; one of them is enough`);
}

function crowded(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const folder of files.filter(isCounted).map(folderOf)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_IN_A_FOLDER)
    .map(([folder, count]) => `${folder}: ${count} files, tests not counted; ${MOST_IN_A_FOLDER} are enough, give them rooms`);
}

function isCounted(file: string): boolean {
  return !/\.test\.tsx?$/.test(file);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}
