import { HttpWire } from "../connection/wire.ts";
import { assemble } from "./assembly.ts";
import type { Client } from "./client-types.ts";
import { type ClientOptions, settle } from "./options.ts";

/** Connects a service with its switches. Throws a TypeError for a faulty option; nothing it does later throws. */
export function createClient(options: ClientOptions): Client {
  const settings = settle(options);
  const wire = new HttpWire(settings.urls, settings.token, settings.onProblem);
  const { client, registration, source, reporter } = assemble(settings, wire);
  registration.begin();
  void source.run();
  reporter.start();
  return client;
}
