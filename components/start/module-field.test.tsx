import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import { Form } from "@/components/form/form.tsx";
import { useNew } from "@/components/form/use-new.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { readMessages } from "@/messages/load.ts";
import { bodiesOf, useModuleField } from "./module-field.tsx";

const messages = await readMessages("en");

function Listing({ save }: { save: (text: string) => Promise<void> }) {
  const state = useNew({ empty: { modules: "" }, save: ({ modules }) => save(modules), onSaved: () => undefined });
  return <Form state={state} rows={[useModuleField(state, "One a line")]} submit="Register" />;
}

function open(save: (text: string) => Promise<void> = async () => undefined) {
  render(
    <NextIntlClientProvider locale="en" messages={messages}>
      <QueryClientProvider client={new QueryClient()}>
        <Listing save={save} />
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
}

const type = (text: string) => fireEvent.change(screen.getByRole("textbox", { name: "Modules" }), { target: { value: text } });
const lines = () => screen.queryAllByRole("listitem").map((line) => line.textContent);

describe("a list of modules in a form", () => {
  afterEach(cleanup);

  it("shows each with its switches", () => {
    open();
    type("orders,Orders,Wei Chen\n\nstock");
    expect(lines()).toEqual([
      "Line 1orders Orders, Wei Chen orders.route · orders.call · orders.data",
      "Line 3stock  stock.route · stock.call · stock.data",
    ]);
    expect(screen.getByRole("status").textContent).toBe("2 modules, with three switches each in every environment.");
  });

  it("says what is wrong beside the line", () => {
    open();
    type("stock\nOrders\nstock");
    expect(lines().slice(1)).toEqual([
      "Line 2“Orders” is no key: at most 60 lower-case letters, digits and hyphens.",
      "Line 3stock is in the list already.",
    ]);
    expect(screen.getByRole("status").textContent).toBe("2 lines are not right.");
  });

  it("shows of a long list its beginning, and whatever is wrong", () => {
    open();
    type(`${Array.from({ length: 30 }, (_, index) => `m-${index}`).join("\n")}\nStock`);
    expect(lines()).toHaveLength(21);
    expect(lines().at(-1)).toContain("Line 31“Stock” is no key");
    expect(screen.getByText("and 10 more")).toBeTruthy();
  });

  it("shows what the server says against a module beside its line, until the list changes", async () => {
    const errors = [{ path: "modules.1.key", message: "a module of this project has it already" }];
    const sent: unknown[] = [];
    open(async (text) => {
      sent.push(bodiesOf(text).map(({ key }) => key));
      throw new ApiError({ type: "urn:switchyard:problem:conflict", title: "Taken", status: 409, errors });
    });
    type("orders\n\nstock");
    fireEvent.click(screen.getByRole("button", { name: "Register" }));
    const [first, second] = await screen.findAllByRole("listitem");
    await within(second as HTMLElement).findByText("The project has a module stock already.");
    expect(first?.textContent).toContain("orders.route");
    expect(sent).toEqual([["orders", "stock"]]);
    type("orders");
    expect(lines()).toHaveLength(1);
  });
});
