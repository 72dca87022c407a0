/** `install`: what the service's package manager is told once. */
export type Snippet<Id extends string> = { id: Id; install?: string; text: string };
