/** The names of the events of a `text/event-stream` body, as they come; what they carry is for the caller to read anew. */
export async function* eventNames(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let name = "message";
  let hasData = false;
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("event:")) name = line.slice(6).trim();
      else if (line.startsWith("data:")) hasData = true;
      else if (line === "") {
        if (hasData) yield name;
        name = "message";
        hasData = false;
      }
    }
  }
}
