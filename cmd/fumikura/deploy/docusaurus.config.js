// Docusaurus: the key scripts of docusaurus.config.js. Take over that key; the rest stands here so that the file is whole.
const config = {
  title: 'Example Tech Blog',
  url: 'https://blog.example.com',
  baseUrl: '/',
  presets: [['classic', {docs: false, blog: {routeBasePath: '/'}}]],
  scripts: [{src: 'https://search.example.com/widget.js', defer: true}],
};

module.exports = config;
