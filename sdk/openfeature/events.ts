import type { AnyProviderEvent, EventContext, EventHandler, Logger, ProviderEventEmitter } from "@openfeature/server-sdk";

/** The events of a provider, as OpenFeature listens to them. Our own, so that nothing of OpenFeature is needed at run time. */
export class ProviderEvents implements ProviderEventEmitter<AnyProviderEvent> {
  readonly #handlers = new Map<AnyProviderEvent, EventHandler[]>();
  #logger: Logger | null = null;

  /** Calls the handlers in the order they came. What one throws, or rejects with, is logged and stops no other. */
  emit(type: AnyProviderEvent, context?: EventContext): void {
    for (const handler of this.getHandlers(type)) void this.#call(handler, context);
  }

  addHandler(type: AnyProviderEvent, handler: EventHandler): void {
    this.#handlers.set(type, [...this.getHandlers(type), handler]);
  }

  removeHandler(type: AnyProviderEvent, handler: EventHandler): void {
    const left = this.getHandlers(type).filter((one) => one !== handler);
    this.#handlers.set(type, left);
  }

  removeAllHandlers(type?: AnyProviderEvent): void {
    if (type) this.#handlers.delete(type);
    else this.#handlers.clear();
  }

  getHandlers(type: AnyProviderEvent): EventHandler[] {
    return this.#handlers.get(type) ?? [];
  }

  setLogger(logger: Logger): this {
    this.#logger = logger;
    return this;
  }

  async #call(handler: EventHandler, context?: EventContext): Promise<void> {
    try {
      await handler({ providerName: "Switchyard", ...context });
    } catch (error) {
      this.#logger?.error("A handler of a provider's event failed", error);
    }
  }
}
