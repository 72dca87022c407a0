import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
  { key: "Content-Security-Policy", value: "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'" },
];

const config: NextConfig = {
  output: "standalone",
  distDir: process.env.NEXT_DIST_DIR || ".next",
  // A lockfile in a folder further up must not make that folder the root.
  outputFileTracingRoot: import.meta.dirname,
  // `npm run verify` checks the types of the whole repository; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  serverExternalPackages: ["@node-rs/argon2", "pg", "pino", "@prisma/adapter-pg", "@prisma/client"],
  outputFileTracingIncludes: {
    "/*": ["./messages/*/*.json"],
    "/docs/*": ["./docs/*.md", "./CHANGELOG.md"],
    "/docs": ["./docs/*.md", "./CHANGELOG.md"],
  },
  // Messages arrive parsed (messages/load.ts), so the parser stays on the server.
  turbopack: {
    root: import.meta.dirname,
    resolveAlias: { "use-intl/format-message": "use-intl/format-message/format-only" },
  },
  // Few large files rather than many small ones: what a page needs packs a twentieth tighter in one piece.
  experimental: { turbopackChunking: { requestCost: 2_000_000, minChunkSize: 1_000_000, maxMergeChunkSize: 2_000_000 } },
  // A page that breaks off before its head names the icon is asked for it by the name of old.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default createNextIntlPlugin("./messages/request.ts")(config);
