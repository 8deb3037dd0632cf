
(function () {
  'use strict';
  var rows = Array.prototype.slice.call(document.querySelectorAll('#rows > details'));
  var find = document.getElementById('find');
  var selects = {
    outcome: document.getElementById('outcome'),
    class: document.getElementById('class'),
    kind: document.getElementById('kind')
  };
  var count = document.getElementById('count');
  var none = document.getElementById('none');
  var tiles = document.querySelectorAll('.tile');
  var texts = null;

  function text(index) {
    if (!texts) {
      texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    }
    return texts[index];
  }

  function filter() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (row, index) {
      var match = Object.keys(selects).every(function (key) {
        return !selects[key].value || row.dataset[key] === selects[key].value;
      }) && words.every(function (word) { return text(index).indexOf(word) >= 0; });
      if (row.hidden === match) {
        row.hidden = !match;
      }
      shown += match ? 1 : 0;
    });
    count.textContent = shown === rows.length
      ? rows.length + ' artifacts' : shown + ' of ' + rows.length + ' artifacts';
    none.hidden = shown > 0;
    tiles.forEach(function (tile) {
      tile.setAttribute('aria-pressed', String(tile.dataset.pick === selects.outcome.value));
    });
  }

  function open() {
    var row = document.getElementById(location.hash.slice(1));
    if (row && row.tagName === 'DETAILS') {
      row.hidden = false;
      row.open = true;
      row.scrollIntoView();
    }
  }

  tiles.forEach(function (tile) {
    tile.addEventListener('click', function () {
      var pick = tile.dataset.pick;
      selects.outcome.value = selects.outcome.value === pick ? '' : pick;
      filter();
    });
  });
  Object.keys(selects).forEach(function (key) {
    selects[key].addEventListener('change', filter);
  });
  var waiting = 0;
  find.addEventListener('input', function () {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  document.getElementById('rows').addEventListener('toggle', function (event) {
    if (event.target.open && event.target.id && history.replaceState) {
      history.replaceState(null, '', '#' + event.target.id);
    }
  }, true);
  window.addEventListener('hashchange', open);
  filter();
  open();
}());
