import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Codes as they stand in the sources: as the argument of what reports, or as a field. */
const codes = [
	/\bcode: "([a-z]+(?:-[a-z]+)*)"/g,
	// Where such a function is declared, there is a type in place of the code.
	/\b(?:report|reportMissing|error|warning|fail|SetUpProblem|CompileFailure)\((?:(?!\bcode: string)[^"`;])*"([a-z]+(?:-[a-z]+)*)"/g,
	/\btell\([^"`;]*"([a-z]+(?:-[a-z]+)+)"/g,
	/^export const TOO_LARGE = "([a-z]+(?:-[a-z]+)+)";$/gm,
];

function reportedCodes(): Set<string> {
	const sources = ["syntax", "semantics", "compiler", "service", "cli"].flatMap((layer) => {
		const folder = join(root, "language-server", "src", layer);
		return readdirSync(folder, { recursive: true, encoding: "utf8" })
			.filter((file) => file.endsWith(".ts"))
			.map((file) => readFileSync(join(folder, file), "utf8"));
	});
	return new Set(sources.flatMap((text) => codes.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => code))));
}

/** Sections about verdicts, whose code is not always their name. */
const verdicts = ["race", "hang"];

test("every code that is reported has a section in the documentation, and every section is about one", () => {
	const page = readFileSync(join(root, "docs", "diagnostics.md"), "utf8");
	const sections = [...page.matchAll(/^### (\S+)$/gm)].map(([, section]) => section);
	expect(sections.filter((section) => !verdicts.includes(section)).sort()).toEqual(
		[...reportedCodes()].filter((code) => !verdicts.includes(code)).sort(),
	);
	expect(new Set(sections).size).toBe(sections.length);
});
