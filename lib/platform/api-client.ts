/**
 * The one way client code talks to the management API: JSON in and out, problems as typed errors.
 * Paths are relative to /api/v1. Answers were validated by the same schemas on the server, so callers
 * name the type they expect and, outside the browser, may pass the schema's `parse`.
 */

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string;
  requestId?: string;
  errors?: { path: string; message: string }[];
  [member: string]: unknown;
};

/** An answer that was not a success. `status` 0: the server was not reached at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
    this.status = problem.status;
    this.problem = problem;
  }
}

export type ApiOptions<T> = {
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Makes repeating a POST safe; repeat it with the same key. */
  idempotencyKey?: string;
  parse?: (value: unknown) => T;
};

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Throws ApiError on anything but success; an aborted request throws its AbortError. */
export async function api<T>(method: Method, path: string, options: ApiOptions<T> = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (options.idempotencyKey) headers["idempotency-key"] = options.idempotencyKey;
  const response = await reach(`/api/v1${path}`, {
    method,
    headers,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
  });
  if (!response.ok) throw new ApiError(await problemOf(response));
  const value: unknown = response.status === 204 ? null : await response.json();
  return options.parse ? options.parse(value) : (value as T);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({ type: "urn:switchyard:problem:unreachable", title: "The server was not reached", status: 0 });
  }
}

/** The problem document of an answer that was not a success, or one made from its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const fallback = { type: "about:blank", title: response.statusText || "Failed", status: response.status };
  if (!response.headers.get("content-type")?.includes("json")) return fallback;
  return { ...fallback, ...((await response.json().catch(() => ({}))) as Partial<Problem>), status: response.status };
}

/** `/projects/orders/environments/production` with every part escaped. */
export function environmentPath(project: string, environment: string): string {
  return `/projects/${encodeURIComponent(project)}/environments/${encodeURIComponent(environment)}`;
}

export function projectPath(project: string): string {
  return `/projects/${encodeURIComponent(project)}`;
}

/**
 * Console pages live under /p/<project>; the environment they show is the query parameter `environment`.
 * Without it a page shows the project's main environment: the last protected one, else the last.
 */
export const ENVIRONMENT_PARAMETER = "environment";

type EnvironmentLike = { key: string; protected: boolean };

/** The environment a console URL asks for; null when the project has none of that key. `environments` in order. */
export function environmentShown<E extends EnvironmentLike>(
  environments: readonly E[],
  asked: string | null | undefined,
): E | null {
  if (asked) return environments.find(({ key }) => key === asked) ?? null;
  return environments.findLast((environment) => environment.protected) ?? environments.at(-1) ?? null;
}

/** Address of a console page, `path` below the project ("" for its overview); the main environment goes unnamed. */
export function consoleHref(
  project: string,
  path: string,
  environments: readonly EnvironmentLike[],
  environment: string,
): string {
  const [route = "", search = ""] = path.split("?");
  const query = new URLSearchParams(search);
  if (environmentShown(environments, null)?.key !== environment) query.set(ENVIRONMENT_PARAMETER, environment);
  const text = query.toString();
  return `/p/${encodeURIComponent(project)}${route}${text ? `?${text}` : ""}`;
}
