document.getElementById("switch").addEventListener("click", function () {
  var root = document.documentElement;
  root.dataset.show = root.dataset.show === "zh" ? "en" : "zh";
  root.lang = root.dataset.show === "zh" ? "zh-CN" : "en";
});
