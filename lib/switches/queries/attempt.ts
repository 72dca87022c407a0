const ATTEMPT_MS = 8000;

/**
 * Going back is tried again while the server cannot be reached, so an attempt does not wait for ever on a connection
 * that is dead without saying so. All attempts carry one key, and count once.
 */
export const attempt = () => AbortSignal.timeout(ATTEMPT_MS);
