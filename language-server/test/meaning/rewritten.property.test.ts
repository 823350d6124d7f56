/** Random programs that are formatted, or in which everything has got another name, are the same programs. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit";
import { compile } from "../../src/compiler/compile";
import type { Program } from "../../src/semantics/program";
import { formattingEdits } from "../../src/service/editing/formatting";
import { rename } from "../../src/service/editing/rename";
import { parse } from "../../src/syntax/parser";
import { canonicalKey } from "../../src/system/canonical-key";
import { analyzeSource } from "../compile-source";
import { tries } from "../random";
import { shape } from "../syntax/shape";
import { programFrom } from "./generator/random-program";

/** What the language knows by its name. */
const known = new Set(["task", "cpu", "index", "memory_leak", "CONFIG_X", "y", "n"]);

const tape = fc.array(fc.nat({ max: 255 }), { minLength: 60, maxLength: 240 });

const texts = tape.map((numbers) => programFrom(numbers).text).filter((text) => keyOf(analyzeSource(text)) !== undefined);

/**
 * What the scenario of a program comes to; undefined where it has errors. `called` gives a property the name that it
 * goes by.
 */
function keyOf(program: Program, called = (property: string): string => property): string | undefined {
	const [{ diagnostics, scenarios }] = program.files;
	if (diagnostics.some(({ severity }) => severity === "error")) return undefined;
	const { system } = compile(program, scenarios[0], scenarios[0].configuration);
	if (system === undefined) return undefined;
	const failures = system.failures.map((failure) => ({ ...failure, property: called(failure.property) }));
	return canonicalKey({ ...system, failures });
}

describe("random programs", () => {
	test("stay what they are when they are formatted, which changes nothing more the second time", () => {
		fc.assert(
			fc.property(texts, (text) => {
				const formatted = applyEdits(text, formattingEdits(parse(text)));
				expect(shape(parse(formatted).items)).toEqual(shape(parse(text).items));
				expect(applyEdits(formatted, formattingEdits(parse(formatted)))).toBe(formatted);
				expect(keyOf(analyzeSource(formatted)), formatted).toBe(keyOf(analyzeSource(text)));
			}),
			tries(80),
		);
	});

	test("stay what they are when everything gets another name", () => {
		fc.assert(
			fc.property(texts, (text) => {
				const { text: other, before } = withOtherNames(text);
				const renamed = analyzeSource(other);
				const called = (property: string): string => property.replace(/renamed_\d+/g, (name) => before.get(name) ?? name);
				expect(keyOf(renamed, called), other).toBe(keyOf(analyzeSource(text)));
			}),
			tries(8),
		);
	});
});

/** A text in which everything that it declares has got another name, and what was called so before. */
function withOtherNames(given: string): { readonly text: string; readonly before: ReadonlyMap<string, string> } {
	const before = new Map<string, string>();
	let text = given;
	for (;;) {
		const program = analyzeSource(text);
		const [file] = program.files;
		const { locate } = program;
		const [next] =
			[...file.names].find(
				([name, symbol]) =>
					symbol.kind !== "builtin" &&
					!before.has(name.text) &&
					!known.has(name.text) &&
					name.text !== "" &&
					text.startsWith(name.text, file.spanOf(name).start),
			) ?? [];
		if (next === undefined) return { text, before };
		const snapshot = {
			uri: file.uri,
			version: 1,
			file,
			program,
			useProblems: [],
			complete: true,
			scenarios: [],
			scenario: () => undefined,
			locate,
			untouched: locate,
		};
		const newName = `renamed_${before.size}`;
		const edits = rename(snapshot, file.spanOf(next).start, newName);
		if (typeof edits === "string") throw new Error(`${next.text}: ${edits}\n${text}`);
		before.set(newName, next.text);
		text = edits[0].edits
			.toReversed()
			.reduce((changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end), text);
	}
}
