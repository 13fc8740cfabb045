import { expect, it } from "vitest";
import { walkFolder } from "../../src/files/walk-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const mayLead = (): boolean => true;

it("a walk ends where there is more than anybody wants to have checked", () => {
  const names = Array.from({ length: 30 }, (_, index) => `${index % 5}/${index}/x.yaml`);
  const folder = temporaryFolder(Object.fromEntries(names.map((name) => [name, ""])));
  expect(walkFolder(folder, { mayLead })).toMatchObject({ isEndless: false });
  expect(walkFolder(folder, { mayLead }).files).toHaveLength(30);
  for (const limit of [{ mostFiles: 10 }, { mostFolders: 10 }]) {
    const walk = walkFolder(folder, { mayLead, ...limit });
    expect(walk.isEndless).toBe(true);
    expect(walk.files.length).toBeLessThan(30);
  }
});
