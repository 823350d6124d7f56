import { expect, test } from "vitest";
import { documentLinks } from "../../src/service/navigation/document-links";
import { settled } from "./open-source";

async function links(text: string): Promise<string[]> {
	return documentLinks(await settled(text)).map(({ span, target }) => `${text.slice(span.start, span.end)} → ${target}`);
}

test("a used file is a link", async () => {
	expect(await links('use "lib/../other.race";')).toEqual(["lib/../other.race → file:///folder/other.race"]);
});

test("commits of patches and in comments are links", async () => {
	expect(await links('// Fixed by commit 0123456789ab.\npatch p { title: "t"; commit: "abcdef012345"; }')).toEqual([
		"0123456789ab → https://git.kernel.org/linus/0123456789ab",
		"abcdef012345 → https://git.kernel.org/linus/abcdef012345",
	]);
	expect(await links('/// Fixes: 50f44ee7248a ("mm: fix")\nscenario s { }')).toEqual([
		"50f44ee7248a → https://git.kernel.org/linus/50f44ee7248a",
	]);
});
