// The same from CommonJS, with a migrator over two stores kept in memory. Settings: URL, TOKEN.
const { createClient, isNewer, SupersededError } = require("@switchyard/sdk");

async function main() {
  const { URL: url = "", TOKEN: token = "" } = process.env;
  const client = createClient({ url, token, service: "example-commonjs" });
  const ready = await client.ready();
  const stores = { old: new Map(), new: new Map() };

  const write =
    (side) =>
    async (order, { version }) => {
      const held = stores[side].get(order.id);
      if (held && !isNewer(version, held.version)) throw new SupersededError(held.version);
      stores[side].set(order.id, { ...order, version });
      return { ...order, version };
    };
  const orders = client.migrator({
    key: "orders.data",
    readOld: async (id) => stores.old.get(id),
    readNew: async (id) => stores.new.get(id),
    writeOld: write("old"),
    writeNew: write("new"),
    compare: (old, fresh) => old?.total === fresh?.total,
    keyOf: (order) => order.id,
  });

  await orders.write({ targetingKey: "user-1" }, "create", { id: "o-1", total: 7 });
  const read = await orders.read({ targetingKey: "user-1" }, "get", "o-1");
  const written = ["old", "new"].filter((side) => stores[side].has("o-1"));
  console.log(JSON.stringify({ ready, total: read.total, written }));
  await client.close();
}

main();
