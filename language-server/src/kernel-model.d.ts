/**
 * The kernel model as text. The bundler makes this module from `language-server/kernel`, so that no host has to read
 * files.
 */
declare module "kernel-model" {
	/**
	 * Every `.race` file of the model, sorted by path; paths are relative to `language-server/kernel`, such as
	 * `mm/gup.race`.
	 */
	const kernelModel: readonly { readonly path: string; readonly text: string }[];
	export default kernelModel;
}
