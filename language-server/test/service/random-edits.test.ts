/**
 * Whatever is typed, in whatever order: every feature answers after every change, and what is known in the end does not
 * depend on the way.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { observe } from "../../src/checker/observations";
import { searchNow } from "../../src/checker/search";
import { applyChanges } from "../../src/lsp/open-texts";
import type { Searcher } from "../../src/service/workspace/check-coordinator";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { oneIn, tries } from "../random";
import { kernelModel, sampleTexts } from "../samples/sample-files";
import { askEverything } from "./every-feature";
import { TestWorkspace, uri } from "./open-source";

const model = kernelModel();

/** Searches at once and the same on each machine: without a clock. */
const searcher: Searcher = {
	check: (system, limits) => {
		const { space, result } = searchNow(system, limits, () => 0);
		const observations = Promise.resolve().then(() => {
			const work = observe(space, result.complete);
			for (;;) {
				const slice = work.next();
				if (slice.done) return slice.value;
			}
		});
		return { result: Promise.resolve(result), observations, cancel: () => {} };
	},
};

/** An edit, in proportion to the text that it meets. */
interface Edit {
	readonly at: number;
	readonly length: number;
	readonly insert: string;
	readonly encoding: "utf-16" | "utf-8";
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** What people type, and what they paste. */
const insertions = (text: string): fc.Arbitrary<string> =>
	fc.oneof(
		fc.constantFrom("", "", " ", "\n", "\r\n", "}", "{", ")", "(", ";", "x", "0", ".", "\t", '"', "/*", "//", "𝕊é", "\ud835"),
		fc.constantFrom(
			"if (x) ",
			"atomic { ",
			"choose { } or { }",
			"expect race ",
			"kernel v4.17 + ",
			'use "other.race";\n',
			"forall p in page: ",
			"99999999999",
		),
		fc.tuple(share, fc.nat(60)).map(([at, length]) => text.slice(Math.floor(at * text.length)).slice(0, length)),
	);

const editsOf = (text: string): fc.Arbitrary<readonly Edit[]> =>
	fc.array(
		fc.record({
			at: share,
			length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(40)),
			insert: insertions(text),
			encoding: fc.constantFrom("utf-16" as const, "utf-8" as const),
		}),
		{ minLength: 1, maxLength: 6 },
	);

/** The text after an edit, by way of the protocol: as a change with positions. */
function edited(text: string, { at, length, insert, encoding }: Edit): { readonly text: string; readonly edited: number } {
	const start = Math.floor(at * text.length);
	const range = { start: positionAt(text, start, encoding), end: positionAt(text, Math.min(text.length, start + length), encoding) };
	return applyChanges(text, [{ range, text: insert }], encoding);
}

function positionAt(text: string, offset: number, encoding: Edit["encoding"]): { readonly line: number; readonly character: number } {
	const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
	const last = lines[lines.length - 1];
	return { line: lines.length - 1, character: encoding === "utf-8" ? Buffer.byteLength(last) : last.length };
}

function newWorkspace(): TestWorkspace {
	return new TestWorkspace({ model, searcher, maxStates: 200 });
}

const offsetsIn = (text: string, places: readonly number[]): number[] => [
	0,
	...places.map((place) => Math.floor(place * text.length)),
	text.length,
];

/**
 * Makes the edits one after the other and asks everything after each, before anything has been searched; gives the text
 * in the end.
 */
function type(workspace: TestWorkspace, original: string, edits: readonly Edit[], places: readonly number[], asked = uri): string {
	let text = original;
	edits.forEach((edit, index) => {
		const change = edited(text, edit);
		text = change.text;
		workspace.workspace.setText(asked, index + 2, text, change.edited);
		askEverything(workspace.snapshot(), offsetsIn(workspace.snapshot().file.text, places));
	});
	return text;
}

/**
 * Everything that is said of a document, but for what is said of its earlier texts where a scenario has errors: that is
 * meant to depend on the way.
 */
function everythingNow(snapshot: Snapshot, offsets: readonly number[]): ReturnType<typeof askEverything> {
	const scenarios = snapshot.scenarios.map(({ last, ...scenario }) => scenario);
	return askEverything({ ...snapshot, scenarios, scenario: (index) => scenarios[index] }, offsets);
}

const someEdits = (text: string) => [editsOf(text), fc.array(share, { minLength: 2, maxLength: 8 })] as const;

describe("random edits of", () => {
	test.each(oneIn(3, [...sampleTexts]))("%s", async (_, original) => {
		await fc.assert(
			fc.asyncProperty(...someEdits(original), async (edits, places) => {
				const workspace = newWorkspace();
				await workspace.set(original);
				const text = type(workspace, original, edits, places);
				const offsets = offsetsIn(text, places);
				const inTheEnd = everythingNow(await workspace.set(text, 100), offsets);
				expect(inTheEnd.diagnostics).not.toMatch(/internal-error|check-failed/);
				expect(inTheEnd).toEqual(everythingNow(await newWorkspace().set(text, 100), offsets));
			}),
			tries(2),
		);
	});

	test("a file that another one uses, and back again", async () => {
		const used = "file:///folder/shared.race";
		const shared = "struct counter { int 0..7 value; }\nfn increment(counter c) {\n\tif (c.value < 7) c.value++;\n}\n";
		const text = `use "shared.race";\nscenario s {\n\tcounter c;\n\ttask one { increment(c); }\n\ttask two { increment(c); }
	property counted "{c.value}" at end = c.value == 2;\n\texpect race counted;\n}\n`;
		const offsets = offsetsIn(text, [0.1, 0.3, 0.5, 0.7, 0.9]);
		const open = async (sharedText: string): Promise<TestWorkspace> => {
			const workspace = newWorkspace();
			workspace.workspace.setText(used, 1, sharedText);
			await workspace.set(text);
			return workspace;
		};
		const unedited = everythingNow(await (await open(shared)).set(text), offsets);
		await fc.assert(
			fc.asyncProperty(...someEdits(shared), async (edits, places) => {
				const workspace = await open(shared);
				const sharedText = type(workspace, shared, edits, places, used);
				expect(everythingNow(await workspace.set(text), offsets)).toEqual(everythingNow((await open(sharedText)).snapshot(), offsets));
				workspace.workspace.setText(used, 100, shared);
				expect(everythingNow(await workspace.set(text), offsets)).toEqual(unedited);
			}),
			tries(40),
		);
	});
});
