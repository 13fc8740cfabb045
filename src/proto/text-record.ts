import type { DescriptorRecord } from "./descriptor-record.ts";
import { isMessage, type TextMessage } from "./text-format.ts";

/** A descriptor in text format. */
export function textRecord({ fields }: TextMessage): DescriptorRecord {
  return {
    texts: (field) =>
      fields.flatMap(({ name, value }) =>
        name === field && !isMessage(value) ? [value.text] : [],
      ),
    records: (field) =>
      fields.flatMap(({ name, value }) =>
        name === field && isMessage(value) ? [textRecord(value)] : [],
      ),
  };
}
