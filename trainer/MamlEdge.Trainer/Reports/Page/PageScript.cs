namespace MamlEdge.Trainer.Reports.Page;

/// <summary>The one script of the page: the slider that walks through the adaptation steps. Without it the page is complete.</summary>
internal static class PageScript
{
    public const string Text = """
        for (const box of document.querySelectorAll('.steps')) {
          const range = box.querySelector('input'), output = box.querySelector('output');
          if (!range) continue;
          const show = () => {
            box.classList.add('live');
            output.textContent = range.value;
            for (const mark of box.querySelectorAll('.marks [data-frame]'))
              mark.classList.toggle('on', mark.dataset.frame === range.value);
          };
          range.addEventListener('input', show);
        }
        """;
}
