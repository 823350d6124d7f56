/**
 * What is shown beside the text while it is being edited: what was known before, said to be that, where it still
 * stands.
 */
import { describe, expect, test } from "vitest";
import { hover } from "../../src/service/reading/hover";
import { inlayHints } from "../../src/service/reading/inlay-hints";
import { countingSource, TestWorkspace, uri } from "./open-source";

const everything = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** A workspace in which the text was checked, and is given others that nobody has searched yet. */
async function typing() {
	const workspace = new TestWorkspace();
	await workspace.set(countingSource);
	let version = 1;
	let text = countingSource;
	const snapshot = () => workspace.snapshot();
	return {
		workspace,
		replace(before: string, after: string): void {
			expect(text).toContain(before);
			const edited = text.indexOf(before);
			text = text.replace(before, after);
			workspace.workspace.setText(uri, ++version, text, edited);
		},
		/** Each hinted line with its hint behind it. */
		hints: () =>
			inlayHints(snapshot(), everything).map(({ offset, label }) => {
				const { text } = snapshot().file;
				return `${text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim()} ${label}`;
			}),
		hoverOn: (place: string, word: string) => hover(snapshot(), text.indexOf(place) + place.indexOf(word))?.markdown ?? "",
		settle: () => workspace.set(text, ++version),
	};
}

const before = [
	"get_page(data); #2 refcount 1→2",
	"put_page(data); #5 refcount 2→1",
	"get_page(data); #4 sees refcount=2, #6 refcount 1→3",
	"put_page(data); #8 ✗ the count of data is 2",
];

describe("hints", () => {
	test("stay while the text is checked again, as those of before, wherever the edit has moved them", async () => {
		const { hints, replace, settle } = await typing();
		expect(hints()).toEqual(before);
		replace("\tpage data;\n", "\tpage data;\n\tpage other;\n\n");
		expect(hints()).toEqual([
			"get_page(data); was #2 refcount 1→2",
			"put_page(data); was #5 refcount 2→1",
			"get_page(data); was #4 sees refcount=2, #6 refcount 1→3",
			"put_page(data); was #8 ✗ the count of data is 2",
		]);
		await settle();
		expect(hints()).toEqual(before);
	});

	test("stay while a line is half typed, but for the line itself", async () => {
		const { hints, replace, settle } = await typing();
		replace("\tput_page(data);", "\tput_pa");
		expect(hints()).toEqual([
			"get_page(data); was #2 refcount 1→2",
			"get_page(data); was #4 sees refcount=2, #6 refcount 1→3",
			"put_page(data); was #8 ✗ the count of data is 2",
		]);
		replace("\tput_pa", "\tput_page(data);");
		await settle();
		expect(hints()).toEqual(before);
	});

	test("do not come back with a line that is deleted and typed anew, before it was checked", async () => {
		const { hints, replace } = await typing();
		replace("\t\tput_page(data);\n", "");
		replace("\t\tget_page(data);\n", "\t\tget_page(data);\n\t\tdata.refcount = 7;\n");
		expect(hints().filter((line) => line.includes("= 7"))).toEqual([]);
	});
});

describe("a hover", () => {
	test("says how things stood before the last edit, until that is known anew", async () => {
		const { hoverOn, replace, settle } = await typing();
		const values = hoverOn("get_page(data)", "data");
		expect(values).toMatch(/refcount/);
		expect(values).not.toContain("Before the last edit");
		replace("kernel v1;", "kernel  v1;");
		expect(hoverOn("get_page(data)", "data")).toContain(`*Before the last edit:*\n\n${values.slice(0, values.indexOf("\n"))}`);
		await settle();
		expect(hoverOn("get_page(data)", "data")).toBe(values);
	});

	test("does so while another line is half typed, and of that line says nothing", async () => {
		const { hoverOn, replace } = await typing();
		replace("\t\tput_page(data);\n\t}\n\ttask two", "\t\tput_page(data, nob);\n\t}\n\ttask two");
		expect(hoverOn("get_page(data)", "data")).toMatch(/^\*Before the last edit:\*\n\n✗ \*\*data\*\*[\s\S]*refcount/);
		expect(hoverOn("put_page(data, nob)", "data")).not.toContain("refcount");
	});
});
