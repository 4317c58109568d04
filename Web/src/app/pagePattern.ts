/** What `/courses/:courseId` or `/chat/:roomId?` matches, a query of any kind behind it. */
export function pagePattern(page: string): RegExp {
  const path = page === '/' ? '' : page.replace(/\/:\w+\?/g, '(?:/[^/?]+)?').replace(/:\w+/g, '[^/?]+')
  return new RegExp(`^${path}/?(?:\\?.*)?$`, 'i')
}
