var tumblr_api_read = {"tumblelog":{"title":"港","name":"harbour"},"posts-start":0,"posts-total":"4","posts":[
{"id":"1","url":"https://harbour.example/post/1","url-with-slug":"https://harbour.example/post/1/tea","type":"regular","date-gmt":"2010-01-02 03:04:05 GMT","unix-timestamp":1262401445,"regular-title":"お茶の<b>話</b>","regular-body":"<p>本文</p>","tags":["茶"]},
{"id":"2","url":"https://harbour.example/post/2","type":"quote","date-gmt":"2010-01-02 03:04:05 GMT","quote-text":"引用文","quote-source":"<a href=\"https://other.example/\">誰か</a>"},
{"id":"3","url":"https://harbour.example/post/3","type":"regular","regular-title":"draft","regular-body":"x","state":"draft"},
{"id":"4","url":"https://harbour.example/post/4","type":"conversation","conversation-title":"会話","conversation-text":"A: はい\nB: いいえ"},
5
]};
