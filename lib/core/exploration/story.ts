/** Sentences as a numbered list. */
export function numbered(story: readonly string[]): string {
  return story.map((sentence, index) => `${index + 1}. ${sentence}`).join("\n");
}

/** Names of the stories that a page has room for: `<!-- story: name -->` … `<!-- end -->`. */
export function storiesIn(page: string): string[] {
  return [...page.matchAll(/<!-- story: (.+?) -->/g)].map(([, name]) => name as string);
}

/** The page with each story put into its place. */
export function withStories(page: string, stories: Readonly<Record<string, string>>): string {
  return page.replace(
    /(<!-- story: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g,
    (whole, opening: string, name: string, closing: string) => {
      const story = stories[name];
      return story === undefined ? whole : `${opening}\n${story}\n\n${closing}`;
    },
  );
}
