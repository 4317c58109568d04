/* A course has a face of its own, drawn from its name: nobody has to find a picture before a course looks right. */
function hashOf(text: string): number {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

const motifs = [arches, terraces, orbits, columns]

export function Cover({ title }: { title: string }) {
  const hash = hashOf(title)
  const draw = motifs[hash % motifs.length]!
  return (
    <svg
      className={`cover shade-${(hash >>> 16) % 6}`}
      viewBox="0 0 320 140"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <rect className="cover-ground" width="320" height="140" />
      {draw((hash >>> 4) % 1000)}
    </svg>
  )
}

function arches(turn: number) {
  const middle = 190 + (turn % 80)
  return [118, 94, 70, 46, 22].map((radius, index) => (
    <path
      key={radius}
      className={index % 2 ? 'cover-light' : 'cover-deep'}
      d={`M${middle - radius} 140v-20a${radius} ${radius} 0 0 1 ${2 * radius} 0v20Z`}
    />
  ))
}

function terraces(turn: number) {
  const rise = 14 + (turn % 10)
  return [0, 1, 2, 3, 4].map((step) => (
    <rect
      key={step}
      className={step % 2 ? 'cover-light' : 'cover-deep'}
      x={60 + step * 56}
      y={112 - step * rise}
      width="320"
      height="160"
      rx="10"
    />
  ))
}

function orbits(turn: number) {
  const middle = 200 + (turn % 70)
  return [120, 92, 64, 36].map((radius, index) => (
    <circle
      key={radius}
      className={index % 2 ? 'cover-light' : 'cover-deep'}
      cx={middle}
      cy={40 + (turn % 50)}
      r={radius}
    />
  ))
}

function columns(turn: number) {
  return [0, 1, 2, 3, 4, 5, 6].map((column) => (
    <rect
      key={column}
      className={column % 2 ? 'cover-light' : 'cover-deep'}
      x={70 + column * 38}
      y={18 + ((turn * (column + 3)) % 76)}
      width="28"
      height="200"
      rx="14"
    />
  ))
}
