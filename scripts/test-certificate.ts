import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A certificate that says of itself who it is, for one address of IPv4 and a day; as PEM, with its key. */
export function testCertificate(address: string): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(identifier("2a8648ce3d040302"));
  const name = sequence(der(0x31, sequence(identifier("550403"), der(0x0c, Buffer.from("switchyard test")))));
  const at = (ms: number) =>
    der(0x17, Buffer.from(`${new Date(Date.now() + ms).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
  const ip = der(0x87, Buffer.from(address.split(".").map(Number)));
  const extension = (id: string, value: Buffer) => sequence(identifier(id), der(0x04, value));
  const extensions = [extension("551d13", sequence(der(0x01, Buffer.from([0xff])))), extension("551d11", sequence(ip))];
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(at(-60_000), at(86_400_000)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", signed, privateKey)]));
  const lines = sequence(signed, algorithm, signature)
    .toString("base64")
    .match(/.{1,64}/g);
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines?.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}
