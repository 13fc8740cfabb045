import { expect, it } from "vitest";
import { agreementsOf, lostGround, raised } from "../../scripts/conformance/agreement.ts";
import type { Judgement } from "../../scripts/conformance/set.ts";

const judgement = (topic: string, id: string, agrees: boolean): Judgement => ({
  topic,
  id,
  expected: "refused",
  actual: agrees ? "refused" : "accepted",
  agrees,
});

const agreements = agreementsOf("verdicts", [
  judgement("Gateway", "a", true),
  judgement("Sidecar", "b", true),
  judgement("Gateway", "c", false),
]);

it("counts by topic, and keeps what differs", () => {
  const counts = agreements.map(({ topic, agree, total, differ }) => [
    topic,
    agree,
    total,
    differ.map(({ id }) => id),
  ]);
  expect(counts).toEqual([
    ["Gateway", 1, 2, ["c"]],
    ["Sidecar", 1, 1, []],
  ]);
});

it("tells where agreement is lost", () => {
  expect(lostGround({ verdicts: { Gateway: 1 } }, agreements)).toEqual([]);
  expect(lostGround({ verdicts: { Gateway: 2, Sidecar: 1 } }, agreements)).toEqual([
    "verdicts Gateway: 1, was 2",
  ]);
});

it("only ever raises what is reached", () => {
  const reached = { verdicts: { Gateway: 2 }, corpus: { Gateway: 5 } };
  expect(raised(reached, agreements)).toEqual({
    verdicts: { Gateway: 2, Sidecar: 1 },
    corpus: { Gateway: 5 },
  });
  expect(reached.verdicts).toEqual({ Gateway: 2 });
});
