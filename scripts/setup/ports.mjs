import { createServer } from "node:net";
import { Problem } from "./problem.mjs";

/** Throws a Problem naming the first port that is taken. Waits for ports that a killed predecessor is just giving up. */
export async function requirePorts(host, ports, patienceMs) {
  const entries = Object.entries(ports);
  for (const [, port] of entries) {
    const names = entries.filter(([, other]) => other === port).map(([name]) => name);
    if (names.length > 1) throw new Problem(`${names.join(" and ")} are both ${port}; they have to differ.`);
  }
  for (const [name, port] of entries) await requirePort(host, name, port, Date.now() + patienceMs);
}

async function requirePort(host, name, port, deadline) {
  for (;;) {
    const error = await tryListen(host, port);
    if (!error) return;
    if (error.code === "EADDRINUSE" && Date.now() < deadline) {
      await new Promise((done) => setTimeout(done, 100));
      continue;
    }
    if (error.code === "EADDRINUSE")
      throw new Problem(`${name}: port ${port} is taken on ${host}. Free it, or choose another: ${name}=${port + 10} npm start`);
    if (error.code === "EACCES")
      throw new Problem(`${name}: port ${port} may not be used by this account. Choose one above 1023.`);
    throw new Problem(`HOST: ${host} cannot be bound (${error.code}). Use an address of this machine.`);
  }
}

function tryListen(host, port) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", done);
    probe.listen(port, host, () => probe.close(() => done(null)));
  });
}
