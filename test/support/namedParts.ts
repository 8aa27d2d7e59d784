/** The parts of a scene that a request names, so that another scene for it has these only. */
export function namedParts<Scene extends object>(requestOf: (scene: Scene) => unknown, scene: Scene): Set<keyof Scene> {
  const named = new Set<keyof Scene>();
  const recording = new Proxy(scene, {
    get(target, part) {
      named.add(part as keyof Scene);
      return target[part as keyof Scene];
    },
  });
  requestOf(recording);
  return named;
}
