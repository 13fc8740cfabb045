import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { configSchema } from "../../scripts/generate/config-schema.ts";

const text = readFileSync("schemas/config.schema.json", "utf8");

describe("the JSON Schema of configurations", () => {
  it("is the one that the rules make (`npm run generate`)", () => {
    expect(text).toBe(configSchema(rules));
  });

  it("tells editors what each key is, and knows what is not a key", () => {
    const validate = new Ajv({
      allowUnionTypes: true,
      strictTypes: false,
      strictRequired: false,
    }).compile(JSON.parse(text));
    expect(validate({ rules: { "unknown-field": "off", mtls: false }, complete: ["a"] })).toBe(
      true,
    );
    expect(validate({ rules: { "http2-max-requests-low": { options: { reportUpTo: 3 } } } })).toBe(
      true,
    );
    for (const wrong of [
      { rule: {} },
      { rules: { nope: "off" } },
      { overrides: [{ rules: {} }] },
    ]) {
      expect(validate(wrong)).toBe(false);
    }
    const { properties } = JSON.parse(text);
    expect(
      Object.entries(properties).filter(
        ([, part]) => !JSON.stringify(part).includes("description"),
      ),
    ).toEqual([]);
  });
});
