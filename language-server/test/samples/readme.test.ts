import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { explanation } from "../../src/report/explanation";
import { analyzeSample, expectationsOf, kernelModel, outcomeOf } from "./sample-files";

test("the changelog diagram in the README is what is written for the sample", () => {
	const readme = readFileSync(fileURLToPath(new URL("../../../README.md", import.meta.url)), "utf8");
	const [, shown] = /## For the commit message[\s\S]*?```\n([\s\S]*?)```/.exec(readme) ?? [];
	const all = expectationsOf(analyzeSample(kernelModel(), "series/dma-vs-hole-punch.race"));
	const asked = all.find(({ expectation }) => expectation.subject === "dma_into_foreign_file");
	if (asked === undefined) throw new Error("the sample does not expect this race");
	const outcome = outcomeOf(asked);
	const finding = outcome.findings.find(({ subject }) => subject === "dma_into_foreign_file");
	if (finding === undefined) throw new Error("the race is not found");
	const written = explanation({ scenario: "dma_vs_hole_punch", outcome, finding }, "changelog");
	expect(shown).toBe(written);
	expect(written.split("\n").every((line) => line.length <= 75)).toBe(true);
});
