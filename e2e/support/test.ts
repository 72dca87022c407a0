import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { ADDRESSES, PASSWORD, type Role, signIn } from "./people.ts";

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** A browser window. Complaints of its console fail the journey, except those named here. */
export type WindowOptions = BrowserContextOptions & { complaints?: RegExp[] };

/** Whether a style came early or late depends on how busy the machine is, and harms nobody. */
const HINT = /was preloaded using link preload but not used/;

type Fixtures = {
  /** Opens a window in which nobody is signed in. */
  open: (options?: WindowOptions) => Promise<Page>;
  /** Opens a window in which somebody of the demo is signed in. */
  as: (role: Role, options?: WindowOptions) => Promise<Page>;
};

type Shared = {
  /** The session of a role; signs in through the page the first time. */
  sessionOf: (role: Role) => Promise<Session>;
};

export const test = base.extend<Fixtures, Shared>({
  sessionOf: [
    async ({ browser }, use) => {
      const known = new Map<Role, Promise<Session>>();
      const begin = async (role: Role) => {
        const context = await browser.newContext();
        await signIn(await context.newPage(), ADDRESSES[role], PASSWORD);
        const session = await context.storageState();
        await context.close();
        return session;
      };
      await use((role) => {
        const session = known.get(role) ?? begin(role);
        known.set(role, session);
        return session;
      });
    },
    { scope: "worker" },
  ],

  open: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const unexpected: string[] = [];
    await use(async ({ complaints = [], ...options } = {}) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      const hear = (text: string) => [...complaints, HINT].some((known) => known.test(text)) || unexpected.push(text);
      context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) hear(`${message.text()} ${message.location().url}`);
      });
      context.on("weberror", (problem) => hear(problem.error().stack ?? problem.error().message));
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expect(unexpected, "complaints of the browser's console").toEqual([]);
  },

  as: async ({ open, sessionOf }, use) => {
    await use(async (role, options) => open({ ...options, storageState: await sessionOf(role) }));
  },
});

export { expect, type Page, type Role };
