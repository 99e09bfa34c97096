// Hexo: a script that adds the box.
//
// Save this as scripts/fumikura.js, and say in _config.yml: fumikura: https://search.example.com
'use strict';

if (hexo.config.fumikura) {
  const server = String(hexo.config.fumikura).replace(/\/+$/, '');
  hexo.extend.injector.register('body_end', `<script src="${server}/widget.js" defer></script>`);
}
