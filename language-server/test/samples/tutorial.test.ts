/** The tutorial: what its pages show is what is in the samples, which are checked like all others. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const steps = readdirSync(`${root}samples/tutorial`).map((name) => name.replace(/\.race$/, ""));

test.each(steps)("%s has a page with its text", (step) => {
	const [, shown] = /```race\n([\s\S]*?)```/.exec(read(`docs/tutorial/${step}.md`)) ?? [];
	expect(shown).toBe(read(`samples/tutorial/${step}.race`));
});

test("the list of steps and the walkthrough have all of them, in order", () => {
	const listed = [...read("docs/tutorial.md").matchAll(/\(tutorial\/(.*)\.md\)/g)].map(([, name]) => name);
	const { contributes } = JSON.parse(read("package.json"));
	const walkthrough = contributes.walkthroughs.find(({ id }: { id: string }) => id === "tutorial");
	const shown = walkthrough.steps.map(({ media }: { media: { markdown: string } }) => media.markdown);
	const texts = JSON.parse(read("package.nls.json"));
	const opened = walkthrough.steps.map(({ description }: { description: string }) => texts[description.replaceAll("%", "")]);
	expect(listed).toEqual(steps);
	expect(shown).toEqual(steps.map((step) => `docs/tutorial/${step}.md`));
	expect(opened).toEqual(steps.map((step) => expect.stringContaining(`openSample?%22tutorial%2F${step}.race%22`)));
});
