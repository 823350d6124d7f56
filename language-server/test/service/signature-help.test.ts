import { describe, expect, test } from "vitest";
import { signatureHelp } from "../../src/service/editing/signature-help";
import { atCursor, settled } from "./open-source";

/** The label at `$0`, with the active parameter in brackets. */
async function help(source: string): Promise<string | undefined> {
	const { text, offset } = atCursor(source);
	const found = signatureHelp(await settled(text), offset);
	if (found === undefined) return undefined;
	const { label, parameters, active } = found;
	if (active === undefined) return label;
	const [start, end] = parameters[active];
	return `${label.slice(0, start)}[${label.slice(start, end)}]${label.slice(end)}`;
}

const declared = 'fn int pin(page p, int index = 0, bool *done = null) { return 0; }\nscenario s { page p; property low(page q) "{q}"; ';

describe("signature help", () => {
	test("shows the parameter that is being written", async () => {
		expect(await help(`${declared}task t { pin($0); } }`)).toBe("int pin([page p], int index = 0, bool *done = null)");
		expect(await help(`${declared}task t { pin(p, $0); } }`)).toBe("int pin(page p, [int index = 0], bool *done = null)");
	});

	test("goes by the name of a named argument", async () => {
		expect(await help(`${declared}task t { pin(p, done: $0); } }`)).toBe("int pin(page p, int index = 0, [bool *done = null])");
	});

	test("works on text that is not finished", async () => {
		expect(await help(`${declared}task t { pin(p, $0`)).toBe("int pin(page p, [int index = 0], bool *done = null)");
		expect(await help(`${declared}task t { int n = pin(p, $0\n int m = 1; } }`)).toBe(
			"int pin(page p, [int index = 0], bool *done = null)",
		);
	});

	test("is that of the inner call, and of the outer one behind it", async () => {
		expect(await help(`${declared}task t { pin(p, pin($0), null); } }`)).toBe("int pin([page p], int index = 0, bool *done = null)");
		expect(await help(`${declared}task t { pin(p, pin(p), $0); } }`)).toBe("int pin(page p, int index = 0, [bool *done = null])");
	});

	test("shows the fields of what is created and the parameters of a property", async () => {
		expect(await help("scenario s { page p = new page { index: $0 }; }")).toBe(
			"new page { int 0..7 refcount = 1, page_state state, [int 0..7 index], int 0..7 frees }",
		);
		expect(await help(`${declared}task t { assert(false, low($0)); } }`)).toBe("low([page q])");
	});

	test("has nothing active behind the last parameter", async () => {
		expect(await help("scenario s { page p; task t { get_page(p, $0); } }")).toBe("get_page(page p)");
	});

	test("is absent outside of calls, and where a name means nothing", async () => {
		expect(await help(`${declared}task t { if ($0p) { } } }`)).toBeUndefined();
		expect(await help(`${declared}task t { pin(p); $0 } }`)).toBeUndefined();
		expect(await help(`${declared}task t { nothing($0); } }`)).toBeUndefined();
	});
});
