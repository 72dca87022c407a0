import { start } from "unleash-server";
import { answer } from "../../programs/answer.ts";

const TOKEN = "*:development.bench";
const PROJECT = "/api/admin/projects/default/features";

/** Starts Unleash on an empty database and makes the flags through its API. Answers the token of its frontend API. */
answer(async ({ databaseUrl, port, flags }) => {
  const { hostname, port: databasePort, username, pathname } = new URL(databaseUrl);
  await start({
    db: { host: hostname, port: Number(databasePort), user: username, password: "", database: pathname.slice(1), ssl: false },
    server: { port, host: "127.0.0.1", gracefulShutdownEnable: false },
    authentication: {
      type: "none",
      enableApiToken: true,
      initApiTokens: [{ environment: "development", projects: ["*"], secret: TOKEN, type: "frontend", tokenName: "bench" }],
    },
    versionCheck: { enable: false },
    telemetry: false,
    logLevel: "error",
  });
  const send = async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  };
  for (let n = 0; n < flags; n += 1) {
    const here = `${PROJECT}/flag-${n}/environments/development`;
    await send(PROJECT, { name: `flag-${n}`, type: "release", impressionData: false });
    await send(`${here}/strategies`, {
      name: "flexibleRollout",
      parameters: { rollout: "50", stickiness: "userId", groupId: "flags" },
    });
    await send(`${here}/strategies`, {
      name: "flexibleRollout",
      parameters: { rollout: "100", stickiness: "default", groupId: "staff" },
      constraints: [{ contextName: "plan", operator: "IN", values: ["staff"], inverted: false, caseInsensitive: false }],
    });
    await send(`${here}/on`, {});
  }
  return TOKEN;
});
