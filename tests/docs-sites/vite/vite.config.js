export default { optimizeDeps: { exclude: ["porthole-image"] } };
