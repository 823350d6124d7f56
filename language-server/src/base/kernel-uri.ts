/** Scheme of the URIs of the kernel model's files; the path is that in the model, the authority is empty. */
export const kernelScheme = "raceline-kernel";

/** The URI of a file of the kernel model by its path in it: `raceline-kernel:/mm/gup.race` of `mm/gup.race`. */
export const kernelUri = (path: string): string => `${kernelScheme}:/${path}`;

/** Whether a URI is that of a file of the kernel model. */
export const isKernelUri = (uri: string): boolean => uri.startsWith(`${kernelScheme}:`);
