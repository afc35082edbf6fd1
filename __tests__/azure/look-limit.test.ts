import { expect, test } from "@jest/globals";
import { createLookLimit } from "../../src/azure/images/look-limit.js";

/** Begins looks that end when told, and counts those under way, at one host and overall. */
async function begin(hosts: readonly string[]) {
  const limit = createLookLimit();
  const open: string[] = [];
  const ends: (() => void)[] = [];
  const all = hosts.map((host) =>
    limit(host, async () => {
      open.push(host);
      await new Promise<void>((resolve) => ends.push(resolve));
      open.splice(open.indexOf(host), 1);
    }),
  );
  await new Promise(setImmediate);
  const finish = async () => {
    for (let most = hosts.length; most > 0 && ends.length > 0; most--) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    await Promise.all(all);
  };
  return { open, finish };
}

test("looks at one host begin two at a time, and all come to their end", async () => {
  const { open, finish } = await begin(["a", "a", "a", "a", "a", "b"]);
  expect([...open].sort()).toEqual(["a", "a", "b"]);
  await finish();
  expect(open).toEqual([]);
});

test("no more than sixteen looks are under way, however many hosts there are", async () => {
  const { open, finish } = await begin(Array.from({ length: 100 }, (_, index) => `host${index}`));
  expect(open).toHaveLength(16);
  await finish();
  expect(open).toEqual([]);
});

test("a look that fails makes room for the next one", async () => {
  const limit = createLookLimit();
  const failing = Array.from({ length: 20 }, () => limit("a", () => Promise.reject(new Error("no"))));
  expect((await Promise.allSettled(failing)).every(({ status }) => status === "rejected")).toBe(true);
  expect(await limit("a", async () => "looked")).toBe("looked");
});
