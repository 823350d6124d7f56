import { t } from "../../base/l10n";
import type { SystemText, ValueType } from "../../system/system-text";

/** A value as the language writes it: `true`, `3`, an enum's member, `null`, or the name of an object. */
export function printValue(text: Pick<SystemText, "objects">, type: ValueType, value: number): string {
	switch (type.kind) {
		case "bool":
			return value === 0 ? "false" : "true";
		case "int":
			return String(value);
		case "enum":
			return (type.isSaid ? t([type.members[value]]) : (type.members[value] ?? type.others?.[value])) || String(value);
		case "reference":
			if (value < 0) return t`error ${value}`;
			return value === 0 ? "null" : (text.objects[type.objects[value - 1]]?.name ?? String(value));
	}
}
