/** One build of the product with a large database of its own. `console` is the folder with its `server.js`. */
export type Build = { name: string; root: string; url: string; console: string };
