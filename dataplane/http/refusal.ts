export type FieldError = { path: string; message: string };

export type RefusalOptions = {
  /** Whole seconds. */
  retryAfter?: number;
  /** Methods of the path, for 405. */
  allow?: string;
  errors?: FieldError[];
  /** Every rule that stands against it. */
  refusals?: readonly { rule: string; message: string; detail: Record<string, unknown> }[];
  /** The newest one, where the request named another. */
  revision?: number;
  /** OFREP's own code, where it has one. */
  errorCode?: "PARSE_ERROR" | "INVALID_CONTEXT" | "TARGETING_KEY_MISSING" | "FLAG_NOT_FOUND";
};

/** A request that is not served. Each protocol writes it in its own form; `message` is for the caller to read. */
export class Refusal extends Error {
  readonly status: number;
  readonly options: RefusalOptions;

  constructor(status: number, message: string, options: RefusalOptions = {}) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.options = options;
  }
}

export const TITLES: Record<number, string> = {
  400: "The request is not valid",
  401: "Token missing or not valid",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Refused in the present state",
  408: "Request timed out",
  413: "Body too large",
  415: "Unsupported media type",
  422: "Refused",
  429: "Too many requests",
  431: "Headers too large",
  500: "Something went wrong here",
  503: "Temporarily unavailable",
};
