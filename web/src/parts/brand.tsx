// Vigie's mark and name.

export function Brand() {
  return (
    <span className="vigie-brand">
      <img src="/vigie.svg" alt="" width={26} height={26} />
      Vigie
    </span>
  );
}
