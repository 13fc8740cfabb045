import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readFolder } from "../../test/support/read-folder.ts";
import { refusalOf } from "./refusal.ts";
import type { ConformanceSet } from "./set.ts";

/** Examples of the Gateway API: files below `valid` are accepted as a whole, those below `invalid` refused. */
export const gatewayApi: ConformanceSet = {
  name: "gateway-api",
  *judge(folder) {
    for (const { path } of readFolder(folder)) {
      const [topic = ""] = path.split("/");
      const refusal = refusalOf(readFileSync(join(folder, path), "utf8"));
      yield {
        topic,
        id: path,
        expected: topic === "valid" ? "accepted" : "refused",
        actual: refusal ?? "accepted",
        agrees: (topic === "invalid") === (refusal !== undefined),
      };
    }
  },
};
