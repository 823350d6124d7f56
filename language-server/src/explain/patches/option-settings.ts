/** Other values of a scenario's options: what is safe with one of them need not be with the others. */

import { onlyReports } from "../../compiler/accesses";
import type { Configuration } from "../../semantics/configuration";
import { makeConfiguration } from "../../semantics/configuration";
import type { Program, Scenario } from "../../semantics/program";

/** Options that are not as the scenario says; mostly none. */
export type Setting = readonly { readonly name: string; readonly value: string }[];

/** Each other value of each option that decides something (`read`), one at a time. */
export function otherSettings({ options }: Program, { configuration }: Scenario, read: ReadonlySet<string>): readonly Setting[] {
	return options
		.filter(({ name }) => read.has(name) && !onlyReports(name))
		.flatMap(({ name, values }) =>
			values.filter((value) => value !== configuration.options.get(name)).map((value): Setting => [{ name, value }]),
		);
}

/** `tlb_mode = broadcast`. */
export function settingText(setting: Setting): string {
	return setting.map(({ name, value }) => `${name} = ${value}`).join(", ");
}

/** A scenario's configuration for a kernel, a set of patches, and options that are not as it says. */
export function configurationWith(scenario: Scenario, kernel: string, patches: ReadonlySet<string>, setting: Setting): Configuration {
	const shown = new Map(setting.map(({ name, value }) => [name, value]));
	return makeConfiguration(kernel, patches, new Map([...scenario.configuration.options, ...shown]), shown);
}
