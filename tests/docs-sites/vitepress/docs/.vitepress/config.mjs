export default {
  title: "The app's documentation",
  head: [["script", { type: "module", src: "/porthole/porthole.js" }]],
  vue: {
    template: { compilerOptions: { isCustomElement: (tag) => tag === "porthole-image" } },
  },
  themeConfig: {
    search: { provider: "local" },
    sidebar: [
      { text: "The app", link: "/" },
      { text: "The image", link: "/guide/image" },
      { text: "Configuration", link: "/guide/configuration" },
    ],
  },
};
