import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/fix/apply-edits.ts";
import { spaceDashes, wrapInList, wrapInMap } from "../../src/rule/wrap-value.ts";
import type { Edit } from "../../src/rule/finding.ts";
import type { Field } from "../../src/yaml/field.ts";
import { parseText } from "../support/parse-text.ts";
