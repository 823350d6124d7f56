import { expect, test } from "vitest";
import { parseDocumentation } from "../../src/semantics/documentation";
import { kernelModel } from "./sample-files";

test("every property of the kernel model says in a sentence what the user of a machine sees", () => {
	const properties = kernelModel().files.flatMap((file) => file.properties);
	expect(properties.length).toBeGreaterThan(20);
	const silent = properties.filter(({ documentation }) => !/^[A-Z].*\.$/s.test(parseDocumentation(documentation).effect));
	expect(silent.map(({ name }) => name)).toEqual([]);
});
