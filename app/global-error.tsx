"use client";

import "./globals.css";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** The last resort, when not even the frame could be drawn; so it stands on nothing, not even on messages. */
export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en">
      <body>
        <main className="plain">
          <h1 className="lede">This page could not be drawn.</h1>
          <p className="sub" lang="zh">
            无法显示该页面。
          </p>
          {error.digest && <p className="sub mono">{error.digest}</p>}
          <p className="sub">
            <button type="button" className="btn primary" onClick={reset}>
              Try again · 重试
            </button>
            <a className="btn" href="/oncall">
              On-call · 值班
            </a>
          </p>
        </main>
      </body>
    </html>
  );
}
