package feign;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

@Retention(RetentionPolicy.RUNTIME)
public @interface Param {
  String value();

  interface Expander {
    String expand(Object value);
  }
}
