/** How long a test waits for what must come. Patience with a busy machine: nothing that anybody was promised. */
export const SOON = { timeout: 30_000, interval: 10 };
