// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { type KeyPress, readKey, takesText } from "./keys.ts";

const ON = { pending: "", letters: true };

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    repeat: false,
    typing: false,
    dialog: false,
    ...change,
  };
}

describe("keys", () => {
  it("names single letters and the palette", () => {
    expect(readKey(press("r"), ON).combination).toBe("r");
    expect(readKey(press("?", { shiftKey: true }), ON).combination).toBe("?");
    expect(readKey(press("k", { ctrlKey: true }), ON).combination).toBe("mod+k");
    expect(readKey(press("k", { metaKey: true, typing: true }), ON).combination).toBe("mod+k");
  });

  it("joins g with the key after it", () => {
    const first = readKey(press("g"), ON);
    expect(first).toEqual({ combination: null, pending: "g" });
    expect(readKey(press("b"), { ...ON, pending: first.pending })).toEqual({ combination: "g b", pending: "" });
  });

  it.each([
    ["while typing", press("r", { typing: true })],
    ["inside a dialog", press("r", { dialog: true })],
    ["with a modifier", press("r", { ctrlKey: true })],
    ["with Alt alone", press("r", { altKey: true })],
    ["when the key repeats", press("r", { repeat: true })],
  ])("letters do nothing %s", (_, given) => {
    expect(readKey(given, ON).combination).toBeNull();
  });

  it("are inert when switched off, but for the ready-made remap of roll back", () => {
    const off = { pending: "", letters: false };
    expect(readKey(press("r"), off).combination).toBeNull();
    expect(readKey(press("?"), off).combination).toBeNull();
    expect(readKey(press("R", { altKey: true, shiftKey: true }), off).combination).toBe("r");
    expect(readKey(press("k", { ctrlKey: true }), off).combination).toBe("mod+k");
  });

  it("knows what takes text: a field does, a radio button does not", () => {
    document.body.innerHTML = `<input id="a"><input id="b" type="radio"><textarea id="c"></textarea><button id="d"></button>`;
    expect(["a", "b", "c", "d"].map((id) => takesText(document.getElementById(id)))).toEqual([true, false, true, false]);
  });
});
